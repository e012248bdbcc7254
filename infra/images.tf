# The same functions from a container image. Their names differ, so that changing over makes the new before it ends the old.

resource "aws_lambda_function" "image" {
  #checkov:skip=CKV_AWS_117:A VPC would add addresses, gateways and their price; everything that is called is a public AWS service behind IAM.
  #checkov:skip=CKV_AWS_272:Lambda signs no images; the digest in the address says which it is.
  for_each      = { for function in local.functions : function => local.image[function] if local.image[function] != null }
  function_name = local.function_names[each.key]
  description   = local.purpose[each.key]
  role          = aws_iam_role.function[each.key].arn

  package_type = "Image"
  image_uri    = each.value

  architectures                  = [var.architecture]
  memory_size                    = local.memory[each.key]
  timeout                        = local.timeout[each.key]
  reserved_concurrent_executions = local.at_once[each.key]
  publish                        = true
  kms_key_arn                    = local.key

  image_config {
    command = [local.handler[each.key]]
  }

  environment {
    variables = local.environment_of[each.key]
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.dead["lost"].arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy.platform, aws_cloudfront_distribution.web]
}
