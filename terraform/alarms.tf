resource "aws_cloudwatch_log_group" "this" {
  name              = "/twinproxy/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = local.tags
}

# Each controller writes its metrics once a minute; all but Leading come from the leader alone. Where nobody leads they
# are missing: that is one alarm, not four, and the others stay as they are, for nothing says that all is well.
locals {
  alarms = {
    no-leader = {
      metric      = "Leading"
      statistic   = "Sum"
      comparison  = "LessThanThreshold"
      threshold   = 1
      periods     = 3
      missing     = "breaching"
      description = "No controller of ${var.name} leads: clients are served, but nothing would fail over. See docs/failure-modes.md."
    }
    standby-not-ready = {
      metric      = "StandbyReady"
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 1
      periods     = 3
      missing     = "ignore"
      description = "${var.name} has no host that could take over: 'twinproxy check ${var.name}' says why."
    }
    failed-over = {
      metric      = "Moves"
      statistic   = "Sum"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = 1
      periods     = 1
      missing     = "notBreaching"
      description = "A move of ${var.name}'s endpoint ended, done or failed, a planned switchover's too: 'twinproxy history ${var.name}' says why."
    }
    disagreement = {
      metric      = "Disagreement"
      statistic   = "Minimum"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = 1
      periods     = 2
      missing     = "ignore"
      description = "The cloud does not lead the endpoint of ${var.name} to its active host: 'twinproxy explain ${var.name}'."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "twinproxy-${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "Twinproxy"
  metric_name         = each.value.metric
  dimensions          = { Pair = var.name }
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  tags                = local.tags
}
