output "address" {
  description = "Where people find the service."
  value       = local.origin
}

output "api" {
  description = "The gateway's own address, which answers CloudFront alone: programs use `address`."
  value       = aws_apigatewayv2_api.main.api_endpoint
}

output "issuer" {
  description = "Issuer of the tokens: programs find the token address in its /.well-known/openid-configuration."
  value       = local.issuer
}

output "sign_in" {
  description = "Address of the sign-in page, and of /oauth2/token for programs."
  value       = "https://${local.sign_in_host}"
}

output "user_pool" {
  description = "Id of the user pool, in which people are entered: aws cognito-idp admin-create-user --user-pool-id …"
  value       = aws_cognito_user_pool.main.id
}

output "web_client" {
  description = "Client id of the web page."
  value       = aws_cognito_user_pool_client.web.id
}

output "machine_clients" {
  description = "Client ids of programs; their secrets are at Cognito."
  value       = { for name, client in aws_cognito_user_pool_client.machine : name => client.id }
}

output "web_bucket" {
  description = "Bucket that the web page is uploaded to."
  value       = aws_s3_bucket.web.bucket
}

output "distribution" {
  description = "Id of the CloudFront distribution, whose copies are dropped after an upload."
  value       = aws_cloudfront_distribution.web.id
}

output "documents_bucket" {
  description = "Bucket of the documents."
  value       = aws_s3_bucket.documents.bucket
}

output "table" {
  description = "Name of the table."
  value       = aws_dynamodb_table.main.name
}

output "functions" {
  description = "Names of the functions."
  value       = local.function_names
}

output "versions" {
  description = "The newest version of each function, by its name; the alias `live` says which one serves."
  value       = { for function in local.functions : local.function_names[function] => local.made[function].version }
}

output "gradual" {
  description = "How callers are moved to new versions; null: all at once."
  value       = var.gradual
}

output "queues" {
  description = "Addresses of the queues, for the redrive."
  value = {
    work      = aws_sqs_queue.work.url
    work-dead = aws_sqs_queue.dead["work"].url
    lost      = aws_sqs_queue.dead["lost"].url
  }
}

output "dashboard" {
  description = "Address of the dashboard; null where there is none."
  value       = var.dashboard ? "https://${var.region}.console.aws.amazon.com/cloudwatch/home?region=${var.region}#dashboards/dashboard/${local.name}" : null
}

output "name_servers" {
  description = "Name servers of a zone that was made here, to be entered at the registrar."
  value       = try(aws_route53_zone.main[0].name_servers, [])
}

output "ds_record" {
  description = "DS record of a zone that was made here, to be entered at the registrar after the name servers."
  value       = try(aws_route53_key_signing_key.zone[0].ds_record, null)
}
