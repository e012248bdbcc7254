# Who may use the service: people sign in at Cognito's own page and come back with a code; programs have a secret.

resource "aws_cognito_user_pool" "main" {
  name                     = local.name
  user_pool_tier           = var.threat_protection ? "PLUS" : "ESSENTIALS"
  mfa_configuration        = var.mfa
  deletion_protection      = var.protected ? "ACTIVE" : "INACTIVE"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = false
  }

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_numbers                  = true
    require_uppercase                = true
    require_symbols                  = false
    password_history_size            = 5
    temporary_password_validity_days = 3
  }

  # Nobody signs up by themselves: an account costs money with every scan.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  user_pool_add_ons {
    advanced_security_mode = var.threat_protection ? "ENFORCED" : "OFF" # offered in the tier Plus alone
  }

  lifecycle {
    prevent_destroy = true
  }
}

# The beginning of the sign-in page's address is shared by all accounts of a region.
resource "aws_cognito_user_pool_domain" "main" {
  domain       = "${local.name}-${local.account}"
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_resource_server" "main" {
  identifier   = "invoices"
  name         = "invoices"
  user_pool_id = aws_cognito_user_pool.main.id

  scope {
    scope_name        = "read"
    scope_description = "See scans and invoices"
  }

  scope {
    scope_name        = "write"
    scope_description = "Scan, save, change and delete"
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name                                 = "web"
  user_pool_id                         = aws_cognito_user_pool.main.id
  generate_secret                      = false # a browser keeps no secret; PKCE takes its place
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = concat(["openid"], [for scope in ["read", "write"] : "${aws_cognito_resource_server.main.identifier}/${scope}"])
  callback_urls                        = [for origin in local.origins : "${origin}/signed-in"]
  logout_urls                          = [for origin in local.origins : "${origin}/"]
  supported_identity_providers         = ["COGNITO"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  auth_session_validity                = 3
  access_token_validity                = var.access_token_minutes
  id_token_validity                    = var.access_token_minutes
  refresh_token_validity               = var.refresh_token_days
  read_attributes                      = ["email", "email_verified"]
  write_attributes                     = ["email"]

  # A refresh token is used once; a stolen one that is used again is told apart.
  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 10
  }

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_pool_client" "machine" {
  for_each                             = var.machine_clients
  name                                 = each.key
  user_pool_id                         = aws_cognito_user_pool.main.id
  generate_secret                      = true
  explicit_auth_flows                  = []
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = each.value
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  access_token_validity                = var.access_token_minutes

  token_validity_units {
    access_token = "minutes"
  }

  depends_on = [aws_cognito_resource_server.main]
}

locals {
  issuer       = "https://cognito-idp.${var.region}.amazonaws.com/${aws_cognito_user_pool.main.id}"
  client_ids   = concat([aws_cognito_user_pool_client.web.id], [for client in aws_cognito_user_pool_client.machine : client.id])
  sign_in_host = "${local.name}-${local.account}.auth.${var.region}.amazoncognito.com"
}
