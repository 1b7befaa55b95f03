"""From a raw CRM export to a reviewed plan; writes nothing."""
