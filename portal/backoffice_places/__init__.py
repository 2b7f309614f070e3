"""The territory in the back office: places, units, service centres, holiday notices, and the files they come from."""
