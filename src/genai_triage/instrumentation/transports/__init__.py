"""What carries an SDK's requests: each request on the wire is an attempt of the running operation."""
