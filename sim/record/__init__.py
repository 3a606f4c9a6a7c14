"""The record: what happened in one replication, and why."""
