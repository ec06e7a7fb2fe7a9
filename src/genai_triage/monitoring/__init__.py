"""What an operator is given: recording rules, alerts, their routing, and runbooks, generated from the taxonomy."""
