environment = "prod"

# Yours:
domain      = "invoices.example.com"
zone        = "example.com"
alarm_email = "you@example.com"

# Sign-in and page behind AWS WAF, about 22 USD a month; the rest costs next to nothing when nobody scans.
firewall = true
