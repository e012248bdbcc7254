# One table; app/adapters/dynamodb/table.py says what is in it, and a test compares the two.

locals {
  shown_in_indexes = ["d", "g", "s", "w", "due", "currency", "status", "failed"]
  orders           = { by_date = "d", by_gross = "g", by_seller = "s" }
}

resource "aws_dynamodb_table" "main" {
  name                        = local.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.protected

  dynamic "attribute" {
    for_each = ["pk", "sk", "d", "g", "s", "todo", "since"]

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = local.orders

    content {
      name               = global_secondary_index.key
      hash_key           = "pk"
      range_key          = global_secondary_index.value
      projection_type    = "INCLUDE"
      non_key_attributes = [for name in local.shown_in_indexes : name if name != global_secondary_index.value]
    }
  }

  global_secondary_index {
    name            = "by_todo"
    hash_key        = "todo"
    range_key       = "since"
    projection_type = "KEYS_ONLY"
  }

  # A brake on cost like those of the functions; what is throttled is tried again.
  on_demand_throughput {
    max_read_request_units  = var.table_units_per_second.read
    max_write_request_units = var.table_units_per_second.write
  }

  ttl {
    attribute_name = "gone_after"
    enabled        = true
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 35
  }

  server_side_encryption {
    enabled     = var.own_key # else by a key that AWS owns
    kms_key_arn = local.key
  }

  lifecycle {
    prevent_destroy = true
  }
}
