"""What a CSM does: named operations and read views."""
