package dev.stator.gateway.model;

import dev.stator.gateway.model.SmithyReader.RawShape;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations of DynamoDB, those of its streams too, and their shapes. */
public final class ApiModel {
  private final Map<String, Operation> operations;

  ApiModel(Map<String, Operation> operations) {
    this.operations = Map.copyOf(operations);
  }

  /**
   * Reads the models of all services from the class path; no two have operations of one name.
   *
   * @throws IllegalStateException if it is missing or not a Smithy model
   */
  public static ApiModel load() {
    Map<String, Operation> operations = new HashMap<>();
    for (Service service : Service.values()) {
      Map<String, RawShape> shapes = SmithyReader.read(service);
      ServiceDifferences.complete(shapes);
      operations.putAll(new ShapeResolver(shapes).operations(service.targetPrefix()));
    }
    return new ApiModel(operations);
  }

  /** The operation of that name, null if the service has none. */
  public @Nullable Operation operation(String name) {
    return operations.get(name);
  }

  public Collection<Operation> operations() {
    return Collections.unmodifiableCollection(operations.values());
  }
}
