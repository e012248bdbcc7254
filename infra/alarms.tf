# What somebody has to be told of. Without `alarm_email` the alarms are raised all the same, for the dashboard.

resource "aws_sns_topic" "alarms" {
  name              = "${local.name}-alarms"
  kms_master_key_id = local.key
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.topic_tls_only.alarms,
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
        Action    = "sns:Publish"
        Resource  = local.arn.alarm_topic
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  count     = var.alarm_email == null ? 0 : 1
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

locals {
  app_metrics = "Invoices" # the namespace in which the application counts, by installation: each goes by its table's name
  app_source  = aws_dynamodb_table.main.name

  five_minutes = 300
  hour         = 3600
  day          = 86400

  api_dimension = { ApiId = aws_apigatewayv2_api.main.id }
  gateway       = "AWS/ApiGateway"

  # Each metric of an alarm costs 0.10 USD a month after the first ten of an account, and there are ten here. Errors and
  # throttles of functions have none of their own: a caller gets 5xx, a message is given up or waits, a sweep is missed.
  #
  # Each: what it means, the metric, how it is counted, and the number above which it is raised.
  alarms = merge(
    { for what, queue in aws_sqs_queue.dead : "dead-letters-${what}" => {
      means  = "A message was given up. README: Redrive."
      metric = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = queue.name }]
      stat   = "Maximum", above = 0
    } },
    {
      "waiting" = {
        means  = "A message has waited for a quarter of an hour: the worker fails or cannot keep up."
        metric = ["AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName = aws_sqs_queue.work.name }]
        stat   = "Maximum", above = 900
      }
      "server-errors" = {
        means  = "The API answered with 5xx, or a function was called more often at once than it may run."
        metric = [local.gateway, "5xx", local.api_dimension]
        stat   = "Sum", above = 5
      }
      "table-throttles" = {
        means  = "The table was written to faster than it may be (table_units_per_second)."
        metric = ["AWS/DynamoDB", "WriteThrottleEvents", { TableName = aws_dynamodb_table.main.name }]
        stat   = "Sum", above = 10
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "main" {
  for_each            = local.alarms
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.means
  namespace           = each.value.metric[0]
  metric_name         = each.value.metric[1]
  dimensions          = each.value.metric[2]
  statistic           = each.value.stat
  period              = local.five_minutes
  evaluation_periods  = 1
  threshold           = each.value.above
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# By a figure of ours that the sweep counts at its end: silence, too, has to be heard.
resource "aws_cloudwatch_metric_alarm" "silence" {
  alarm_name          = "${local.name}-silence"
  alarm_description   = "No sweep has ended for an hour: what crashes leave behind is not mended."
  namespace           = local.app_metrics
  metric_name         = "Sweeps"
  dimensions          = { installation = local.app_source }
  statistic           = "Sum"
  period              = local.hour
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "${local.name}-slow"
  alarm_description   = "One answer of twenty takes longer than 25 seconds, though a scan waits for ${var.scan_wait_seconds}."
  namespace           = local.gateway
  metric_name         = "Latency"
  dimensions          = local.api_dimension
  extended_statistic  = "p95"
  period              = local.five_minutes
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 25000
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# Textract's own count, so that a mistake in ours cannot hide it. It is of the whole account and region.
resource "aws_cloudwatch_metric_alarm" "textract_calls" {
  alarm_name          = "${local.name}-textract-calls"
  alarm_description   = "More calls to Textract in an hour than foreseen (textract_calls_per_hour)."
  evaluation_periods  = 1
  threshold           = var.textract_calls_per_hour
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "calls"
    expression  = "FILL(analyze, 0) + FILL(start, 0)"
    label       = "Calls"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { analyze = "AnalyzeExpense", start = "StartExpenseAnalysis" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/Textract"
        metric_name = "SuccessfulRequestCount"
        dimensions  = { Operation = metric_query.value }
        period      = local.hour
        stat        = "Sum"
      }
    }
  }
}

# AWS's own estimate of charges comes once in some hours and only in us-east-1; this one comes with every page.
resource "aws_cloudwatch_metric_alarm" "cost" {
  alarm_name          = "${local.name}-cost"
  alarm_description   = "Reading has cost more in a day than foreseen (usd_per_day)."
  namespace           = local.app_metrics
  metric_name         = "CostUsd"
  dimensions          = { installation = local.app_source, reader = "textract" } # paid by the page
  statistic           = "Sum"
  period              = local.day
  evaluation_periods  = 1
  threshold           = var.usd_per_day
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "opinion_cost" {
  count               = var.opinion_model == null ? 0 : 1
  alarm_name          = "${local.name}-opinion-cost"
  alarm_description   = "Second opinions have cost more in a day than foreseen (usd_per_day)."
  namespace           = local.app_metrics
  metric_name         = "CostUsd"
  dimensions          = { installation = local.app_source, reader = "opinion" } # paid by the token
  statistic           = "Sum"
  period              = local.day
  evaluation_periods  = 1
  threshold           = var.usd_per_day
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}
