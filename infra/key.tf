# One key for everything that is kept: a second one would cost 1 USD a month and protect from nothing new. Without
# `own_key` AWS's own keys are used, which cost nothing: whoever may read a thing may then open it, too.

resource "aws_kms_key" "data" {
  count                   = var.own_key ? 1 : 0
  description             = "What ${local.name} keeps"
  enable_key_rotation     = true
  deletion_window_in_days = var.protected ? 30 : 7
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [local.key_owner, local.key_for_logs[var.region], local.key_for_alarms, local.key_for_page] })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "data" {
  count         = var.own_key ? 1 : 0
  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.data[0].key_id
}

# Logs of what lives in us-east-1 need a key there.
resource "aws_kms_key" "edge" {
  count                   = var.firewall || var.create_zone ? 1 : 0
  region                  = "us-east-1"
  description             = "Logs of ${local.name} in us-east-1"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy                  = jsonencode({ Version = "2012-10-17", Statement = local.edge_key_says })
}

locals {
  key = one(aws_kms_key.data[*].arn)

  edge_key_says = concat([local.key_owner, local.key_for_logs["us-east-1"]], var.edge_alarm ? [local.key_for_alarms] : [])

  # The account's own policies say who may use the key; without this nobody could ever change it again.
  key_owner = {
    Sid       = "Account"
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }

  key_for_logs = { for region in distinct([var.region, "us-east-1"]) : region => {
    Sid       = "Logs"
    Effect    = "Allow"
    Principal = { Service = "logs.${region}.amazonaws.com" }
    Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
    Resource  = "*"
    Condition = { ArnLike = {
      "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${region}:${local.account}:log-group:*${local.name}*"
    } }
  } }

  # CloudWatch and Budgets tell the alarm topic, which is encrypted.
  key_for_alarms = {
    Sid       = "Alarms"
    Effect    = "Allow"
    Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource  = "*"
    Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
  }

  # CloudFront reads the page, which is encrypted like everything else.
  key_for_page = {
    Sid       = "Page"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "kms:Decrypt"
    Resource  = "*"
    Condition = { ArnLike = { "aws:SourceArn" = "arn:${local.partition}:cloudfront::${local.account}:distribution/*" } }
  }
}
