package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Answer;
import dev.stator.loadgen.http.ControlClient;
import dev.stator.loadgen.workload.TableLayout;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Creates the table when it is missing, and deletes it. */
public final class TableSetup {
  private static final String NOT_FOUND = "ResourceNotFoundException";
  private static final Pattern NOT_ACTIVE =
      Pattern.compile("\"(?:TableStatus|IndexStatus)\"\\s*:\\s*\"(?!ACTIVE)");
  private static final Pattern IDENTITY =
      Pattern.compile("\"(?:TableId|CreationDateTime)\"\\s*:\\s*(\"[^\"]*\"|[0-9.E+]+)");
  private static final long PAUSE_MS = 100;
  private static final int MAX_TRIES = 600;

  private final ControlClient client;
  private final TableLayout layout;
  private final String describe;

  public TableSetup(ControlClient client, TableLayout layout) {
    this.client = client;
    this.layout = layout;
    this.describe = "{\"TableName\":\"" + layout.table() + "\"}";
  }

  /**
   * Makes sure that the table is there and waits until it is active.
   *
   * @return whether it was created now
   * @throws IOException when the endpoint does not answer as it should
   */
  public boolean create() throws IOException, InterruptedException {
    Answer answer = client.call("DescribeTable", describe);
    boolean missing = !answer.isSuccess() && answer.errorType().equals(NOT_FOUND);
    if (missing) {
      client.callOrFail("CreateTable", layout.createTable());
    } else {
      checkKeys(client.callOrFail("DescribeTable", describe).text());
    }
    awaitActive();
    return missing;
  }

  /**
   * What tells this table from another of its name, before or after it or elsewhere: its id and its
   * time of creation, as far as the endpoint tells them.
   *
   * @throws IOException when there is no such table or the endpoint does not answer as it should
   */
  public String identity() throws IOException, InterruptedException {
    return IDENTITY
        .matcher(client.callOrFail("DescribeTable", describe).text())
        .results()
        .map(found -> found.group(1))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private void checkKeys(String description) throws IOException {
    if (layout.hasSortKey() != description.contains("\"RANGE\"")) {
      throw new IOException(
          "table "
              + layout.table()
              + " exists with other keys than this workload has; choose another --table or delete"
              + " it");
    }
  }

  private void awaitActive() throws IOException, InterruptedException {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (!NOT_ACTIVE.matcher(client.callOrFail("DescribeTable", describe).text()).find()) {
        return;
      }
      Thread.sleep(PAUSE_MS);
    }
    throw new IOException("table " + layout.table() + " does not become active");
  }

  /**
   * Deletes the table and waits until it is gone.
   *
   * @throws IOException when the endpoint does not answer as it should
   */
  public void delete() throws IOException, InterruptedException {
    client.callOrFail("DeleteTable", describe);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      if (client.call("DescribeTable", describe).errorType().equals(NOT_FOUND)) {
        return;
      }
      Thread.sleep(PAUSE_MS);
    }
    throw new IOException("table " + layout.table() + " is not deleted");
  }
}
