# What AWS itself says of the cost. By tag it counts only once `stack` is activated for costs: README, Costs by tag.

resource "aws_budgets_budget" "month" {
  name         = local.name
  budget_type  = "COST"
  limit_amount = tostring(var.usd_per_month)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "cost_filter" {
    for_each = var.costs_by_tag ? ["stack"] : []

    content {
      name   = "TagKeyValue"
      values = [format("user:stack$%s", local.name)]
    }
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      comparison_operator        = "GREATER_THAN"
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.alarm_email == null ? [] : [var.alarm_email]
      subscriber_sns_topic_arns  = [aws_sns_topic.alarms.arn]
    }
  }
}

# By the tag, as an account has one monitor of all its services at most, and new accounts have it already.
resource "aws_ce_anomaly_monitor" "stack" {
  count        = var.cost_anomalies == null ? 0 : 1
  name         = local.name
  monitor_type = "CUSTOM"

  monitor_specification = jsonencode({
    And  = null, CostCategories = null, Dimensions = null, Not = null, Or = null
    Tags = { Key = "stack", MatchOptions = null, Values = [local.name] }
  })
}

# By mail, once a day: it needs no topic that another service may open.
resource "aws_ce_anomaly_subscription" "stack" {
  count            = var.cost_anomalies == null ? 0 : 1
  name             = local.name
  frequency        = "DAILY"
  monitor_arn_list = [aws_ce_anomaly_monitor.stack[0].arn]

  subscriber {
    type    = "EMAIL"
    address = var.alarm_email
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = [tostring(var.cost_anomalies.usd)]
    }
  }
}
