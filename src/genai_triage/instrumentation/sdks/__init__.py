"""The vendors' SDKs: choke points, methods that are read closely, and how their requests and answers are read."""
