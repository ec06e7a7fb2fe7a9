"""gRPC: RPCs to the vendors' services, as operations or as attempts of an SDK's."""
