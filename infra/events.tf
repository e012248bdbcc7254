# Events of invoices, for whatever in the account is to hear of them: a bus of our own, to which you add your rules.

resource "aws_cloudwatch_event_bus" "main" {
  count       = var.events ? 1 : 0
  name        = local.name
  description = "What happens to invoices; source `invoices`. Events hold ids only, so the bus is closed with a key of AWS"
}
