environment = "dev"
mfa         = "OPTIONAL"
log_days    = 30

# Few at once: a mistake costs little here.
concurrency            = { scan = 5, save = 5, worker = 4 }
table_units_per_second = { read = 1000, write = 1000 }

# Nobody waits for a new version.
gradual = null

usd_per_day   = 5
usd_per_month = 20

# Nothing that costs without being used.
own_key           = false
threat_protection = false
dashboard         = false
sweep_minutes     = 15
