# An alarm on what CloudFront answers. It counts in us-east-1 alone, and an alarm tells topics of its own region, so there is
# a second topic there, with a second mail to confirm. What the API fails at shows without it (`server-errors`).

resource "aws_sns_topic" "edge" {
  count             = var.edge_alarm ? 1 : 0
  region            = "us-east-1"
  name              = "${local.name}-edge-alarms"
  kms_master_key_id = one(aws_kms_key.edge[*].arn) # where there is one: it costs 1 USD a month, and an alarm is no secret
}

resource "aws_sns_topic_policy" "edge" {
  count  = var.edge_alarm ? 1 : 0
  region = "us-east-1"
  arn    = aws_sns_topic.edge[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      merge(local.topic_tls_only.alarms, { Resource = local.arn.edge_topic }),
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.arn.edge_topic
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "edge" {
  count     = var.edge_alarm && var.alarm_email != null ? 1 : 0
  region    = "us-east-1"
  topic_arn = aws_sns_topic.edge[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

resource "aws_cloudwatch_metric_alarm" "edge" {
  count               = var.edge_alarm ? 1 : 0
  region              = "us-east-1"
  alarm_name          = "${local.name}-edge-errors"
  alarm_description   = "Of what CloudFront answers more than a tenth is 5xx: the API does not answer it, or the page's bucket."
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  dimensions          = { DistributionId = aws_cloudfront_distribution.web.id, Region = "Global" }
  statistic           = "Average"
  period              = local.five_minutes
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 10
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.edge[0].arn]
  ok_actions          = [aws_sns_topic.edge[0].arn]
}
