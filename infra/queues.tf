# work: our own jobs, and S3's word of what was put into the inbox. notices: Textract's word of what it has read.
# Both feed the worker. What fails five times goes to the dead letters of its queue, and an alarm is raised.
# lost: events that reached no queue at all (a sweep that failed, a function that could not be started).

locals {
  most_deliveries = 5
  two_weeks       = 1209600
}

resource "aws_sqs_queue" "source" {
  for_each                   = toset(["work", "notices"])
  name                       = "${local.name}-${each.key}"
  sqs_managed_sse_enabled    = true # a key of our own would have to be opened to S3 and SNS; messages hold ids only
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = 6 * var.worker_seconds

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = local.most_deliveries
  })
}

resource "aws_sqs_queue" "dead" {
  for_each                  = toset(["work", "notices", "lost"])
  name                      = each.key == "lost" ? "${local.name}-lost" : "${local.name}-${each.key}-dead"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = local.two_weeks
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  for_each  = aws_sqs_queue.source
  queue_url = aws_sqs_queue.dead[each.key].id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [each.value.arn]
  })
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.source["work"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.queue_tls_only["work"],
      {
        Sid       = "Inbox"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "${local.arn.queue}-work"
        Condition = {
          ArnEquals    = { "aws:SourceArn" = local.arn.documents }
          StringEquals = { "aws:SourceAccount" = local.account }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "notices" {
  queue_url = aws_sqs_queue.source["notices"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.queue_tls_only["notices"],
      {
        Sid       = "Textract"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "${local.arn.queue}-notices"
        Condition = { ArnEquals = { "aws:SourceArn" = local.arn.textract_topic } }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "dead" {
  for_each  = aws_sqs_queue.dead
  queue_url = each.value.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [local.queue_tls_only[trimprefix(each.value.name, "${local.name}-")]] })
}

locals {
  queue_tls_only = { for what in ["work", "notices", "work-dead", "notices-dead", "lost"] : what => {
    Sid       = "TlsOnly"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:*"
    Resource  = "${local.arn.queue}-${what}"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
