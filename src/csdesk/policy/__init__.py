"""The rules of the job as pure functions over data."""
