# AWS WAF before CloudFront and before the sign-in, when it is asked for. Whatever belongs to CloudFront lives in us-east-1.

locals {
  firewalls = var.firewall ? {
    edge = { scope = "CLOUDFRONT", region = "us-east-1", key = one(aws_kms_key.edge[*].arn) }
    pool = { scope = "REGIONAL", region = var.region, key = local.key }
  } : {}
}

resource "aws_wafv2_web_acl" "main" {
  for_each    = local.firewalls
  name        = "${local.name}-${each.key}"
  description = "Before ${each.key == "edge" ? "CloudFront" : "the sign-in"}"
  scope       = each.value.scope
  region      = each.value.region

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 2000 # of one address in five minutes
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.name}-${each.key}-rate"
      sampled_requests_enabled   = false # a sample would hold tokens
    }
  }

  rule {
    name     = "bad-addresses"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesAmazonIpReputationList"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.name}-${each.key}-bad-addresses"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "bad-inputs"
    priority = 3

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.name}-${each.key}-bad-inputs"
      sampled_requests_enabled   = false
    }
  }

  # Counted and let through: programs run in data centres, people behind VPNs.
  rule {
    name     = "anonymous-addresses"
    priority = 4

    override_action {
      count {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesAnonymousIpList"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.name}-${each.key}-anonymous-addresses"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.name}-${each.key}"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "pool" {
  count        = var.firewall ? 1 : 0
  resource_arn = aws_cognito_user_pool.main.arn
  web_acl_arn  = aws_wafv2_web_acl.main["pool"].arn
}

resource "aws_cloudwatch_log_group" "firewall" {
  for_each          = local.firewalls
  name              = "aws-waf-logs-${local.name}-${each.key}" # the beginning is WAF's demand
  region            = each.value.region
  retention_in_days = var.log_days
  kms_key_id        = each.value.key
}

resource "aws_wafv2_web_acl_logging_configuration" "main" {
  for_each                = local.firewalls
  region                  = each.value.region
  resource_arn            = aws_wafv2_web_acl.main[each.key].arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall[each.key].arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    query_string {}
  }
}
