environment = "prod"

# Yours:
domain      = "invoices.example.com"
zone        = "example.com"
alarm_email = "you@example.com"

# Sign-in and page behind AWS WAF, about 18 USD a month.
firewall = true
