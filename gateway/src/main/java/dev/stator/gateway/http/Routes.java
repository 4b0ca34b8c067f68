package dev.stator.gateway.http;

import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.operation.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the operation that an {@code X-Amz-Target} header names. */
public final class Routes {
  private final Map<String, Route> routes = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if the model does not know one of the operations
   */
  public Routes(ApiModel model, Collection<? extends Operation> operations) {
    for (Operation operation : operations) {
      var described = model.operation(operation.name());
      if (described == null) {
        throw new IllegalArgumentException("no such operation: " + operation.name());
      }
      routes.put(described.target(), new Route(operation, described.input(), names.size()));
      names.add(operation.name());
    }
  }

  /** The names of all operations, in the order of their numbers. */
  List<String> names() {
    return names;
  }

  @Nullable Route find(@Nullable String target) {
    return target == null ? null : routes.get(target);
  }

  /**
   * @param input the shape of the request's body
   * @param number its place among {@link #names}
   */
  record Route(Operation operation, StructureShape input, int number) {}
}
