environment = "dev"
mfa         = "OPTIONAL"
log_days    = 30

# Few at once: a mistake costs little here.
concurrency = { scan = 5, save = 5, worker = 4 }

usd_per_day   = 5
usd_per_month = 20
