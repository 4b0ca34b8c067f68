package dev.stator.gateway.differential;

import dev.stator.gateway.differential.TestTable.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Attribute values, keys and items: few different ones, so that requests meet each other. */
final class RandomValues {
  /** Attributes that are no keys; the first letter says what they usually hold. */
  static final List<String> ATTRIBUTES =
      List.of("n1", "n2", "s1", "s2", "b1", "t1", "z1", "m1", "l1", "x1", "y1", "w1", "k1", "k2");

  private static final List<String> TYPES =
      List.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS");
  private static final int FAULT_PERCENT = 1;

  private final Choice choice;

  RandomValues(Choice choice) {
    this.choice = choice;
  }

  /** A key of the table, sometimes with a fault. */
  Map<String, Object> key(TestTable table) {
    Map<String, Object> key = Json.object();
    for (Attribute attribute : table.keys().attributes()) {
      if (!choice.chance(FAULT_PERCENT) || choice.chance(50)) {
        key.put(attribute.name(), ofKey(attribute));
      }
    }
    if (choice.chance(FAULT_PERCENT)) {
      key.put(choice.from(ATTRIBUTES), any());
    }
    return key;
  }

  Map<String, Object> item(TestTable table) {
    Map<String, Object> item = key(table);
    for (String name : choice.some(choice.below(7), ATTRIBUTES)) {
      item.put(name, usual(name));
    }
    return item;
  }

  /** A value of a key attribute. */
  Object ofKey(Attribute attribute) {
    if (choice.chance(FAULT_PERCENT)) {
      return choice.chance(50) ? any() : oversized(attribute.type());
    }
    return switch (attribute.type()) {
      case "S" -> Json.object("S", choice.of("a", "ab", "abc", "ÿ"));
      case "N" -> Json.object("N", choice.of("1", "2", "10", "-1", "1.50", "3e1"));
      default -> Json.object("B", choice.of("AA==", "AAE=", "/w==", "YWI="));
    };
  }

  /** A value of the type that attributes of this name usually have. */
  Object usual(String name) {
    if (choice.chance(5)) {
      return any();
    }
    return switch (name.charAt(0)) {
      case 'n' -> number();
      case 's' -> string();
      case 'b' -> binary();
      case 't' -> Json.object("BOOL", choice.chance(50));
      case 'z' -> Json.object("NULL", true);
      case 'm' -> of("M", 1);
      case 'l' -> of("L", 1);
      case 'x' -> of("SS", 1);
      case 'y' -> of("NS", 1);
      case 'w' -> of("BS", 1);
      default ->
          name.equals("k2") ? ofKey(new Attribute("k2", "N")) : ofKey(new Attribute("k1", "S"));
    };
  }

  /** A value of any type, rarely none that is valid. */
  Object any() {
    return choice.chance(3 * FAULT_PERCENT) ? invalid() : of(choice.from(TYPES), 0);
  }

  Object of(String type, int level) {
    return switch (type) {
      case "S" -> string();
      case "N" -> number();
      case "B" -> binary();
      case "BOOL" -> Json.object("BOOL", choice.chance(50));
      case "NULL" -> Json.object("NULL", true);
      case "M" -> Json.object("M", map(level));
      case "L" -> Json.object("L", list(level));
      case "SS" -> Json.object("SS", choice.some(1 + choice.below(3), List.of("a", "b", "c", "")));
      case "NS" ->
          Json.object("NS", choice.some(1 + choice.below(3), List.of("1", "2", "2.5", "-3")));
      default ->
          Json.object("BS", choice.some(1 + choice.below(3), List.of("AA==", "AQ==", "/w==")));
    };
  }

  Object invalid() {
    return choice.of(
        Json.object(),
        Json.object("S", "a", "N", "1"),
        Json.object("NULL", false),
        Json.object("SS", List.of()),
        Json.object("NS", List.of()),
        Json.object("BS", List.of()),
        Json.object("SS", List.of("a", "a")),
        Json.object("NS", List.of("1", "1.0")),
        Json.object("BS", List.of("AA==", "AA==")),
        Json.object("N", choice.of("", "abc", "1e", "NaN", " 1", "1 ", "0x1", "--1", "1,0")),
        Json.object("N", choice.of("1e126", "-1e126", "1e-131", "1".repeat(39))),
        Json.object("NS", List.of("1", "x")),
        Json.object("B", choice.of("a", "ab", "a===", "!!!!", "AB==")),
        Json.object("X", "a"),
        Json.object("L", List.of(Json.object("SS", List.of()))),
        Json.object("M", Json.object("a", Json.object())),
        nested(31 + choice.below(3)));
  }

  private Object oversized(String type) {
    return switch (type) {
      case "S" -> Json.object("S", choice.of("", "x".repeat(1025), "x".repeat(2049)));
      case "N" -> Json.object("N", choice.of("", "1e126", "9".repeat(38)));
      default -> Json.object("B", choice.of("", "AAAA".repeat(342), "AAAA".repeat(683)));
    };
  }

  private static Object nested(int levels) {
    Object value = Json.object("S", "deep");
    for (int i = 0; i < levels; i++) {
      value = Json.object("M", Json.object("a", value));
    }
    return value;
  }

  private Object string() {
    return Json.object(
        "S", choice.of("", "a", "ab", "abc", "b", "ÿ", "\ud83d\ude00", "1", "x".repeat(700)));
  }

  private Object number() {
    return Json.object(
        "N",
        choice.of(
            "0",
            "1",
            "2",
            "-1",
            "1.5",
            "10",
            "1e2",
            "-0",
            ".5",
            "5.",
            "+3",
            "007",
            "1e-130",
            "9.9999999999999999999999999999999999999E+125",
            "0.10"));
  }

  private Object binary() {
    return Json.object("B", choice.of("", "AA==", "AAE=", "/w==", "YWI=", "YWJj"));
  }

  private Map<String, Object> map(int level) {
    Map<String, Object> map = Json.object();
    for (String name : choice.some(choice.below(4), List.of("n", "s", "l", "m"))) {
      String type =
          switch (name) {
            case "n" -> "N";
            case "s" -> "S";
            case "l" -> level < 3 ? "L" : "S";
            default -> level < 3 ? "M" : "S";
          };
      map.put(name, of(type, level + 1));
    }
    return map;
  }

  private List<Object> list(int level) {
    List<Object> list = new ArrayList<>();
    for (int i = choice.below(4); i > 0; i--) {
      list.add(of(level < 3 ? choice.from(TYPES) : choice.of("S", "N"), level + 1));
    }
    return list;
  }
}
