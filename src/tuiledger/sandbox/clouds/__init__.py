"""The clouds, simulated on loopback from one seed: servers of their own, reached over HTTP, with faults on request."""
