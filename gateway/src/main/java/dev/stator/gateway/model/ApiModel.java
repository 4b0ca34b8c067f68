package dev.stator.gateway.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations of DynamoDB and their shapes. */
public final class ApiModel {
  private final Map<String, Operation> operations;

  ApiModel(Map<String, Operation> operations) {
    this.operations = Map.copyOf(operations);
  }

  /**
   * Reads the model from the class path.
   *
   * @throws IllegalStateException if it is missing or not a Smithy model
   */
  public static ApiModel load() {
    return new ApiModel(new ShapeResolver(SmithyReader.read()).operations());
  }

  /** The operation of that name, null if the service has none. */
  public @Nullable Operation operation(String name) {
    return operations.get(name);
  }

  public Collection<Operation> operations() {
    return Collections.unmodifiableCollection(operations.values());
  }
}
