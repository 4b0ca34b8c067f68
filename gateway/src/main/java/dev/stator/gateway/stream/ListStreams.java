package dev.stator.gateway.stream;

import dev.stator.core.engine.TableStream;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Lists the streams of all tables or of one, a page at a time. */
final class ListStreams implements Operation {
  private static final int MAX_PAGE = 100;

  private static final Comparator<Arns.StreamName> ORDER =
      Comparator.comparing(Arns.StreamName::table).thenComparing(Arns.StreamName::label);

  @Override
  public String name() {
    return "ListStreams";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    int limit = PageLimit.of(request, MAX_PAGE);
    List<TableStream> rest =
        exchange.engine().streams().stream().filter(new Wanted(request)::accepts).toList();
    write(exchange, rest.stream().limit(limit).toList(), rest.size() > limit);
  }

  /** Which streams a request asks for. */
  private static final class Wanted {
    private final @Nullable String table;
    private final Arns.@Nullable StreamName behind;

    Wanted(Structure request) {
      String name = request.string("TableName");
      String start = request.string("ExclusiveStartStreamArn");
      table = name == null ? null : TableLookup.nameOf(name);
      behind = start == null ? null : StreamLookup.nameOf(start);
    }

    boolean accepts(TableStream stream) {
      return (table == null || table.equals(stream.tableName()))
          && (behind == null || ORDER.compare(behind, nameOf(stream)) < 0);
    }

    private static Arns.StreamName nameOf(TableStream stream) {
      return new Arns.StreamName(stream.tableName(), stream.stream().label());
    }
  }

  private static void write(Exchange exchange, List<TableStream> page, boolean more) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Streams");
      for (TableStream stream : page) {
        json.writeStartObject();
        json.writeStringProperty("StreamArn", arn(exchange, stream));
        json.writeStringProperty("TableName", stream.tableName());
        json.writeStringProperty("StreamLabel", stream.stream().label());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (more) {
        json.writeStringProperty("LastEvaluatedStreamArn", arn(exchange, page.getLast()));
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static String arn(Exchange exchange, TableStream stream) {
    return Arns.stream(exchange.region(), stream.tableName(), stream.stream().label());
  }
}
