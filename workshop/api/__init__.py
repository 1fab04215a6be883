"""What a trainee's command line asks, over HTTP: JSON and parcels, a bearer token."""
