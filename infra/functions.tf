# scan: /v1/scans and /v1/uploads. save: every other route, without a right to Textract. worker: events and the sweep.
# scan and save are the same package: two roles, so that a fault in one can do less.

locals {
  function_names = { for function in local.functions : function => "${local.name}-${function}${local.image[function] == null ? "" : "-image"}" }

  handler = { scan = "app.lambda_api.handler", save = "app.lambda_api.handler", worker = "app.lambda_worker.handler" }
  package = { scan = "api", save = "api", worker = "worker" }
  reads   = var.engine_image == null ? var.image : var.engine_image
  image   = { scan = local.reads, save = var.image, worker = local.reads }
  timeout = { scan = 29, save = 29, worker = var.worker_seconds } # API Gateway waits 30
  memory  = merge(var.memory_mb, var.engine_image == null ? {} : { for function in ["scan", "worker"] : function => max(var.memory_mb[function], 3008) })
  at_once = var.concurrency == null ? { scan = -1, save = -1, worker = -1 } : var.concurrency
  made    = merge(aws_lambda_function.package, aws_lambda_function.image)
  purpose = { scan = "Reads documents", save = "Keeps and finds invoices", worker = "Handles events and the sweep" }

  engine    = { READ_MEMORY_MB = tostring(max(var.read_memory_mb, 1400)) } # with less it is not used
  pool_keys = var.key_set_url == null ? null : format(var.key_set_url, aws_cognito_user_pool.main.id)

  environment = merge(
    {
      TABLE             = aws_dynamodb_table.main.name
      BUCKET            = aws_s3_bucket.documents.bucket
      WORK_QUEUE        = aws_sqs_queue.work.url
      TEXTRACT_TOPIC    = aws_sns_topic.textract.arn
      TEXTRACT_ROLE     = aws_iam_role.textract.arn
      USER_POOL_ID      = aws_cognito_user_pool.main.id
      CLIENT_IDS        = join(",", local.client_ids)
      WEB_CLIENT_ID     = aws_cognito_user_pool_client.web.id
      READER            = var.reader
      MAX_UPLOAD_MB     = tostring(var.max_upload_mb)
      SCAN_WAIT_SECONDS = tostring(var.scan_wait_seconds)
      READ_SECONDS      = tostring(var.read_seconds)
      READ_MEMORY_MB    = tostring(var.read_memory_mb)
      KEEP_UNSAVED_DAYS = tostring(var.keep_unsaved_days)
      LOG_LEVEL         = var.log_level
    },
    { for quota, most in var.textract_quotas : "TEXTRACT_${upper(quota)}" => tostring(most) },
    var.paid_usd_per_month.all == null ? {} : { PAID_USD_PER_MONTH = tostring(var.paid_usd_per_month.all) },
    var.paid_usd_per_month.owner == null ? {} : { PAID_USD_PER_MONTH_OF_OWNER = tostring(var.paid_usd_per_month.owner) },
    { for quota, most in var.quotas : "QUOTA_${upper(quota)}" => tostring(most) },
    var.opinion_model == null ? {} : {
      OPINION_BEDROCK_MODEL = var.opinion_model
      OPINION_PRICE_READ    = tostring(var.opinion_price.read)
      OPINION_PRICE_WRITTEN = tostring(var.opinion_price.written)
      OPINION_USD_PER_MONTH = tostring(var.opinion_price.usd_per_month)
      OPINION_PAGES_SHOWN   = tostring(var.opinion_pages_shown)
    },
    { for bus in aws_cloudwatch_event_bus.main : "EVENT_BUS" => bus.name },
    local.pool_keys == null ? {} : { JWKS_URL = local.pool_keys },
    var.own_key ? { KMS_KEY = local.key } : {},
    var.extra_environment,
  )

  # Nobody calls the worker from outside.
  secrets_of_origin = { ORIGIN_SECRETS = join(",", [for round in keys(random_password.origin) : random_password.origin[round].result]) }

  environment_of = { for function in local.functions : function => merge(
    local.environment,
    function == "worker" ? {} : local.secrets_of_origin,
    var.engine_image != null && local.image[function] == var.engine_image ? local.engine : {},
  ) }
}

resource "aws_cloudwatch_log_group" "function" {
  for_each          = local.functions
  name              = "/aws/lambda/${local.name}-${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = local.key
}

resource "aws_lambda_function" "package" {
  #checkov:skip=CKV_AWS_117:A VPC would add addresses, gateways and their price; everything that is called is a public AWS service behind IAM.
  #checkov:skip=CKV_AWS_272:The packages are built and uploaded in one step by the same person; signing needs a second one to prove anything.
  for_each      = { for function in local.functions : function => "${var.packages}/${local.package[function]}.zip" if local.image[function] == null }
  function_name = local.function_names[each.key]
  description   = local.purpose[each.key]
  role          = aws_iam_role.function[each.key].arn

  filename         = each.value
  source_code_hash = filebase64sha256(each.value)
  handler          = local.handler[each.key]
  runtime          = var.runtime

  architectures                  = [var.architecture]
  memory_size                    = local.memory[each.key]
  timeout                        = local.timeout[each.key]
  reserved_concurrent_executions = local.at_once[each.key]
  publish                        = true
  kms_key_arn                    = local.key

  environment {
    variables = local.environment_of[each.key]
  }

  # What cannot be handed over: a sweep that failed thrice. scan and save are called and answered, so theirs stays empty.
  dead_letter_config {
    target_arn = aws_sqs_queue.dead["lost"].arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  snap_start {
    apply_on = var.snap_start ? "PublishedVersions" : "None"
  }

  tracing_config {
    mode = "Active"
  }

  # After the distribution, which bears the secret that is taken next when it is changed.
  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy.platform, aws_cloudfront_distribution.web]
}

# Callers use the alias, so that going back is pointing it at an earlier version. `make deploy` points it at a new one
# (infra/serving.py), and back when that does not answer; Terraform only makes it.
resource "aws_lambda_alias" "live" {
  for_each         = local.functions
  name             = "live"
  description      = "The version that serves"
  function_name    = local.made[each.key].function_name
  function_version = local.made[each.key].version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn        = aws_sqs_queue.work.arn
  function_name           = aws_lambda_alias.live["worker"].arn
  batch_size              = 1 # a document may take as long as the worker has
  function_response_types = ["ReportBatchItemFailures"]

  # One less than the worker may run at once: the sweep, which comes without a queue, finds room under any load.
  scaling_config {
    maximum_concurrency = var.concurrency == null ? 5 : var.concurrency.worker - 1
  }
}

resource "aws_lambda_function_event_invoke_config" "worker" {
  function_name                = local.made["worker"].function_name
  qualifier                    = aws_lambda_alias.live["worker"].name
  maximum_event_age_in_seconds = 300
  maximum_retry_attempts       = 2
}
