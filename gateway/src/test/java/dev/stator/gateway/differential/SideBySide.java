package dev.stator.gateway.differential;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends requests to both sides and collects the differences that are not known, by kind. */
final class SideBySide {
  /** Begins the names of all tables, the only ones that are touched. */
  static final String PREFIX = "stator-differential-";

  private static final Set<String> TABLE_CHANGES =
      Set.of("CreateTable", "UpdateTable", "DeleteTable");
  private static final Set<String> READS = Set.of("GetItem", "BatchGetItem", "Query", "Scan");
  private static final Set<String> SETTLED = Set.of("ACTIVE", "gone");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int ATTEMPTS = 10;

  private final Endpoint stator;
  private final Endpoint other;
  private final Map<String, Found> found = new LinkedHashMap<>();

  /** The refusals both sides know, if not always in the same words. */
  private final Set<String> shared = new HashSet<>();

  private int known;
  private int refused;

  SideBySide(Endpoint stator, Endpoint other) {
    this.stator = stator;
    this.other = other;
  }

  /** A kind of difference: the first one, and how many there were. */
  private static final class Found {
    final Difference first;
    final Request request;
    int count;

    Found(Difference first, Request request) {
      this.first = first;
      this.request = request;
    }
  }

  /** Sends the request to both; false if their states may differ from now on. */
  boolean compare(Request request) throws IOException, InterruptedException {
    Answer ours = stator.send(request);
    Answer theirs = other.send(request);
    List<Difference> differences = Comparison.of(request, ours, theirs);
    if (READS.contains(request.operation())) {
      for (int i = 1; i < ATTEMPTS && isLate(request, ours, theirs, differences); i++) {
        LockSupport.parkNanos(INTERVAL_NS);
        ours = stator.send(request);
        theirs = other.send(request);
        differences = Comparison.of(request, ours, theirs);
      }
      if (ours.isOk() && theirs.isOk() && hasComparablePages(request)) {
        differences.addAll(allPages(request));
      }
    }
    refused += ours.isOk() ? 0 : 1;
    boolean probed = false;
    for (Difference difference : unknown(differences)) {
      probed |= isOneStage(difference) && probe(request);
    }
    note(request, differences);
    noteShared(ours, theirs, differences);
    if (TABLE_CHANGES.contains(request.operation()) && (ours.isOk() || theirs.isOk())) {
      settle(stator);
      settle(other);
    }
    if (probed) {
      return false; // what was refused may have been done
    }
    return ours.isOk() == theirs.isOk() || READS.contains(request.operation());
  }

  /** Whether the other side has no tables but those of such tests. */
  boolean isOnlyForTests() throws IOException, InterruptedException {
    return tables(other).stream().allMatch(name -> name.startsWith(PREFIX));
  }

  /** Deletes the tables of both sides. */
  void clear() throws IOException, InterruptedException {
    for (Endpoint endpoint : List.of(stator, other)) {
      for (String table : tables(endpoint)) {
        endpoint.send(
            new Request(
                "UpdateTable",
                Json.object("TableName", table, "DeletionProtectionEnabled", false)));
        settle(endpoint);
        endpoint.send(new Request("DeleteTable", Json.object("TableName", table)));
      }
      settle(endpoint);
    }
  }

  /** The differences that are not known, one of each kind with the request that shows it. */
  List<String> report() {
    List<String> report = new ArrayList<>();
    found.values().stream()
        .filter(f -> !isOrderOnly(f.first))
        .sorted((a, b) -> Integer.compare(b.count, a.count))
        .forEach(f -> report.add(f.count + "x " + f.first + "\n    to " + cut(f.request)));
    return report;
  }

  String counts() {
    return refused + " refused by Stator, " + known + " known differences";
  }

  /** Whether what one side lacks may still come: indexes follow their tables. */
  private static boolean isLate(
      Request request, Answer ours, Answer theirs, List<Difference> differences) {
    return request.body().containsKey("IndexName")
        && ours.isOk()
        && theirs.isOk()
        && !unknown(differences).isEmpty();
  }

  /** Where a scan begins and what a segment has depends on the hash function of each side. */
  private static boolean hasComparablePages(Request request) {
    Map<String, Object> body = request.body();
    boolean scan = request.operation().equals("Scan");
    return body.containsKey("Limit")
        && !(scan && (body.containsKey("ExclusiveStartKey") || body.containsKey("Segment")));
  }

  private List<Difference> allPages(Request request) throws IOException, InterruptedException {
    List<Difference> differences = List.of();
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        differences = Comparison.ofItems(request, stator.items(request), other.items(request));
      } catch (IllegalStateException endless) {
        return List.of(
            new Difference(
                request.operation(),
                "all pages",
                String.valueOf(endless.getMessage()),
                "see there"));
      }
      if (differences.isEmpty() || !request.body().containsKey("IndexName")) {
        break;
      }
      LockSupport.parkNanos(INTERVAL_NS);
    }
    return differences;
  }

  /** Whether both know both faults, and only tell another one first. */
  private boolean isOrderOnly(Difference difference) {
    return isOneStage(difference)
        && shared.contains(Difference.form(difference.stator()))
        && shared.contains(Difference.form(difference.other()));
  }

  private static boolean isOneStage(Difference difference) {
    return difference.place().equals("answer")
        && Stage.isSame(difference.stator(), difference.other());
  }

  /** Learns from the same request without one of its parts what both know of the rest. */
  private boolean probe(Request request) throws IOException, InterruptedException {
    for (Map<String, Object> body : request.parts()) {
      Request part = new Request(request.operation(), body);
      Answer ours = stator.send(part);
      Answer theirs = other.send(part);
      noteShared(ours, theirs, Comparison.of(part, ours, theirs));
    }
    return true;
  }

  private void noteShared(Answer ours, Answer theirs, List<Difference> differences) {
    if (!ours.isOk() && !theirs.isOk() && KnownDifferences.isOneFault(differences)) {
      shared.add(Difference.form(ours.summary()));
      shared.add(Difference.form(theirs.summary()));
    }
  }

  private static List<Difference> unknown(List<Difference> differences) {
    return differences.stream().filter(difference -> !KnownDifferences.cover(difference)).toList();
  }

  private void note(Request request, List<Difference> differences) {
    List<Difference> unknown = unknown(differences);
    known += differences.size() - unknown.size();
    for (Difference difference : unknown) {
      found.computeIfAbsent(difference.kind(), kind -> new Found(difference, request)).count++;
    }
  }

  private static String cut(Request request) {
    String text = request.toString();
    return text.length() > 1500 ? text.substring(0, 1500) + "..." : text;
  }

  private static List<String> tables(Endpoint endpoint) throws IOException, InterruptedException {
    Answer answer = endpoint.send(new Request("ListTables", Json.object()));
    return Json.asList(answer.body().getOrDefault("TableNames", List.of())).stream()
        .map(String::valueOf)
        .toList();
  }

  /** Waits until no table or index is on its way to another state. */
  private static void settle(Endpoint endpoint) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (String table : tables(endpoint)) {
      while (!isSettled(endpoint, table)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(table + " of " + endpoint + " does not settle");
        }
        LockSupport.parkNanos(INTERVAL_NS);
      }
    }
  }

  private static boolean isSettled(Endpoint endpoint, String table)
      throws IOException, InterruptedException {
    Answer answer = endpoint.send(new Request("DescribeTable", Json.object("TableName", table)));
    if (!answer.isOk()) {
      return true;
    }
    Map<String, Object> description = Json.asObject(answer.body().getOrDefault("Table", Map.of()));
    boolean settled = SETTLED.contains(String.valueOf(description.get("TableStatus")));
    for (Object index :
        Json.asList(description.getOrDefault("GlobalSecondaryIndexes", List.of()))) {
      settled &= "ACTIVE".equals(Json.asObject(index).get("IndexStatus"));
    }
    return settled;
  }
}
