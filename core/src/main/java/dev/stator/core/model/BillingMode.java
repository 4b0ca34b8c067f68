package dev.stator.core.model;

/** Whether throughput is provisioned or metered on demand. */
public enum BillingMode {
  PROVISIONED,
  PAY_PER_REQUEST
}
