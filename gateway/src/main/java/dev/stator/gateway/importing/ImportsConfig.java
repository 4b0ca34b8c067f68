package dev.stator.gateway.importing;

import dev.stator.gateway.model.StructureShape;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What imports are run with.
 *
 * @param region that ARNs name
 * @param input the shape of ImportTable's input
 * @param errorLogs the directory of the error logs, null to log no errors
 */
public record ImportsConfig(String region, StructureShape input, @Nullable Path errorLogs) {}
