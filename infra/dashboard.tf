# One page that says how it goes, and saved questions to the logs.

locals {
  # Rows of three; each chart: title, metrics, statistic, period.
  charts = [
    ["Requests", [[local.gateway, "Count", "ApiId", aws_apigatewayv2_api.main.id]], "Sum", local.five_minutes],
    ["Latency, p50 and p95 (ms)", [
      [local.gateway, "Latency", "ApiId", aws_apigatewayv2_api.main.id, { stat = "p50" }],
      [local.gateway, "Latency", "ApiId", aws_apigatewayv2_api.main.id, { stat = "p95" }],
    ], "p95", local.five_minutes],
    ["Refused (4xx) and failed (5xx)", [
      [local.gateway, "4xx", "ApiId", aws_apigatewayv2_api.main.id],
      [local.gateway, "5xx", "ApiId", aws_apigatewayv2_api.main.id],
    ], "Sum", local.five_minutes],
    ["Scans by reader", [[{ expression = "SEARCH('{${local.app_metrics},installation,reader} MetricName=\"Scans\" installation=\"${local.app_source}\"', 'Sum')", id = "scans" }]], "Sum", local.hour],
    ["Pages by reader", [[{ expression = "SEARCH('{${local.app_metrics},installation,reader} MetricName=\"Pages\" installation=\"${local.app_source}\"', 'Sum')", id = "pages" }]], "Sum", local.hour],
    ["Cost of reading in a day (USD)", [for reader in concat(["textract"], var.opinion_model == null ? [] : ["opinion"]) : [local.app_metrics, "CostUsd", "installation", local.app_source, "reader", reader]], "Sum", local.day],
    ["Scans that failed, by reason", [[{ expression = "SEARCH('{${local.app_metrics},installation,reason} MetricName=\"ScansFailed\" installation=\"${local.app_source}\"', 'Sum')", id = "failed" }]], "Sum", local.hour],
    ["Messages that failed, scans given up", [for name in ["MessagesFailed", "GivenUp"] : [local.app_metrics, name, "installation", local.app_source]], "Sum", local.hour],
    ["What the sweep mended", [[{ expression = "SEARCH('{${local.app_metrics},installation,finding} MetricName=\"SweepFindings\" installation=\"${local.app_source}\"', 'Sum')", id = "mended" }]], "Sum", local.hour],
    ["Oldest message (s)", [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.work.name]], "Maximum", local.five_minutes],
    ["Dead letters", [for queue in aws_sqs_queue.dead : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name]], "Maximum", local.five_minutes],
    ["Function errors and throttles", flatten([for name in values(local.function_names) : [
      [["AWS/Lambda", "Errors", "FunctionName", name], ["AWS/Lambda", "Throttles", "FunctionName", name]],
    ]]), "Sum", local.five_minutes],
    ["Textract calls", [for operation in ["AnalyzeExpense", "StartExpenseAnalysis"] : ["AWS/Textract", "SuccessfulRequestCount", "Operation", operation]], "Sum", local.hour],
    ["Functions at once", [for name in values(local.function_names) : ["AWS/Lambda", "ConcurrentExecutions", "FunctionName", name]], "Maximum", local.five_minutes],
    ["Function time, p95 (ms)", [for name in values(local.function_names) : ["AWS/Lambda", "Duration", "FunctionName", name]], "p95", local.five_minutes],
  ]

  questions = {
    errors = {
      groups = keys(local.function_names)
      asks   = "fields @timestamp, level, message, request_id | filter level in ['ERROR', 'CRITICAL', 'error', 'critical'] | sort @timestamp desc | limit 100"
    }
    one-request = {
      groups = keys(local.function_names)
      asks   = "fields @timestamp, @log, level, message | filter request_id = 'PUT THE ID HERE' | sort @timestamp asc"
    }
    slow-routes = {
      groups = ["scan", "save"]
      asks   = "filter ispresent(route) | stats count() as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, max(ms) as slowest by route | sort p95 desc"
    }
    cold-starts = {
      groups = keys(local.function_names)
      asks   = "filter @type = 'REPORT' and ispresent(@initDuration) | stats count() as starts, avg(@initDuration) as ms, max(@initDuration) as slowest by @log"
    }
    memory = {
      groups = keys(local.function_names)
      asks   = "filter @type = 'REPORT' | stats max(@maxMemoryUsed / 1000 / 1000) as used_mb, max(@memorySize / 1000 / 1000) as given_mb by @log"
    }
  }
}

resource "aws_cloudwatch_dashboard" "main" {
  count          = var.dashboard ? 1 : 0
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = [for place, chart in local.charts : {
      type   = "metric"
      x      = 8 * (place % 3)
      y      = 6 * floor(place / 3)
      width  = 8
      height = 6
      properties = {
        title   = chart[0]
        metrics = chart[1]
        stat    = chart[2]
        period  = chart[3]
        region  = var.region
        view    = "timeSeries"
      }
    }]
  })
}

resource "aws_cloudwatch_query_definition" "main" {
  for_each        = local.questions
  name            = "${local.name}/${each.key}"
  log_group_names = [for function in each.value.groups : aws_cloudwatch_log_group.function[function].name]
  query_string    = each.value.asks
}
