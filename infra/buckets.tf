# What all buckets have in common.

locals {
  tls_only = { for what in keys(local.buckets) : what => {
    Sid       = "TlsOnly"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [local.arn[what], "${local.arn[what]}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
