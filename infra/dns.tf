# An own domain, when there is one: its zone, the certificate with its proof, and the address.

locals {
  # Of a zone that is made here nobody knows until its name servers stand at the registrar: a certificate would be waited
  # for in vain. So it is made first, and the domain is used from the deploy on that says `delegated`.
  domain     = var.create_zone && !var.delegated ? null : var.domain
  own_domain = local.domain == null ? [] : [local.domain]
  zone_name  = coalesce(var.zone, var.domain, "none")
  zone_id    = var.domain == null ? null : var.create_zone ? aws_route53_zone.main[0].zone_id : data.aws_route53_zone.main[0].zone_id
}

data "aws_route53_zone" "main" {
  count = var.domain != null && !var.create_zone ? 1 : 0
  name  = local.zone_name
}

resource "aws_route53_zone" "main" {
  count         = var.create_zone ? 1 : 0
  name          = local.zone_name
  comment       = local.name
  force_destroy = !var.protected
}

# Signed answers (DNSSEC): nobody can send people elsewhere by forged ones. The DS record (an output) goes to the registrar.

resource "aws_kms_key" "zone" {
  count                    = var.create_zone ? 1 : 0
  region                   = "us-east-1"
  description              = "Signs the zone of ${local.name}"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.key_owner,
      {
        Sid       = "Route53"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      {
        Sid       = "Route53Grant"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
    ]
  })
}

resource "aws_route53_key_signing_key" "zone" {
  count                      = var.create_zone ? 1 : 0
  name                       = replace(local.name, "-", "_")
  hosted_zone_id             = aws_route53_zone.main[0].zone_id
  key_management_service_arn = aws_kms_key.zone[0].arn
}

resource "aws_route53_hosted_zone_dnssec" "zone" {
  count          = var.create_zone ? 1 : 0
  hosted_zone_id = aws_route53_key_signing_key.zone[0].hosted_zone_id
}

resource "aws_cloudwatch_log_group" "zone" {
  count             = var.create_zone ? 1 : 0
  name              = "/aws/route53/${local.name}"
  region            = "us-east-1"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.edge[0].arn
}

resource "aws_cloudwatch_log_resource_policy" "zone" {
  count       = var.create_zone ? 1 : 0
  region      = "us-east-1"
  policy_name = "${local.name}-zone"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "route53.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${aws_cloudwatch_log_group.zone[0].arn}:*"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_route53_query_log" "zone" {
  count                    = var.create_zone ? 1 : 0
  zone_id                  = aws_route53_zone.main[0].zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.zone[0].arn

  depends_on = [aws_cloudwatch_log_resource_policy.zone]
}

resource "aws_acm_certificate" "web" {
  count             = length(local.own_domain)
  region            = "us-east-1" # CloudFront takes certificates from there alone
  domain_name       = local.domain
  validation_method = "DNS"
  key_algorithm     = "EC_prime256v1"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "proof" {
  for_each = toset(local.own_domain)
  zone_id  = local.zone_id
  name     = one(aws_acm_certificate.web[0].domain_validation_options).resource_record_name
  type     = one(aws_acm_certificate.web[0].domain_validation_options).resource_record_type
  records  = [one(aws_acm_certificate.web[0].domain_validation_options).resource_record_value]
  ttl      = 60
}

resource "aws_acm_certificate_validation" "web" {
  count                   = length(local.own_domain)
  region                  = "us-east-1"
  certificate_arn         = aws_acm_certificate.web[0].arn
  validation_record_fqdns = [for record in aws_route53_record.proof : record.fqdn]
}

resource "aws_route53_record" "web" {
  for_each = local.domain == null ? toset([]) : toset(["A", "AAAA"])
  zone_id  = local.zone_id
  name     = local.domain
  type     = each.key

  alias {
    name                   = aws_cloudfront_distribution.web.domain_name
    zone_id                = aws_cloudfront_distribution.web.hosted_zone_id
    evaluate_target_health = false
  }
}
