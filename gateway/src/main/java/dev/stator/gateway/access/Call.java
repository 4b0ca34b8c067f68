package dev.stator.gateway.access;

import dev.stator.core.engine.Table;
import dev.stator.core.engine.TableStream;
import dev.stator.gateway.auth.AccessKey;
import dev.stator.gateway.json.Structure;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that was read, before its operation gets it.
 *
 * @param operation its name
 * @param tables finds a table by its name
 * @param streams finds a stream by the name of its table and its label
 */
public record Call(
    Origin origin,
    AccessKey key,
    String operation,
    Structure request,
    Function<String, @Nullable Table> tables,
    BiFunction<String, String, @Nullable TableStream> streams) {}
