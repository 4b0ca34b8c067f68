package dev.stator.gateway.operation;

import dev.stator.gateway.json.Structure;

/**
 * One operation of the service: reads its parameters, checks them in the service's order, gives the
 * engine a command and writes the answer. Stateless; used by all event loops at once.
 */
public interface Operation {
  /** The name as {@code X-Amz-Target} gives it. */
  String name();

  /**
   * Carries the request out and ends the exchange, now or later.
   *
   * @param request its attribute values are valid until this method returns
   * @throws dev.stator.core.error.RequestException to refuse the request
   */
  void handle(Structure request, Exchange exchange);
}
