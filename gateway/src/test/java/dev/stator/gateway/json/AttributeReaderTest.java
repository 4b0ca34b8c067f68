package dev.stator.gateway.json;

import static dev.stator.gateway.json.Api.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeReaderTest {
  private static final String INVALID = "One or more parameter values were invalid: ";
  private static final String EMPTY =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  private static final String MULTIPLE =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
          + " supported datatypes";
  private static final String NESTING =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
          + " beyond supported limit";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'a':''}",
        "{'S':null}",
        "null",
        "{'M':{'a':{}}}",
        "{'L':[{}]}",
        "{'L':[null]}"
      })
  void remembersValuesWithoutDatatype(String value) {
    assertProblem(value, EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'S':'a','N':'1'}", "{'NULL':true,'BOOL':false}", "{'L':[{'S':'a','SS':['a']}]}"})
  void remembersValuesOfSeveralDatatypes(String value) {
    assertProblem(value, MULTIPLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'NULL':false}     | Null attribute value types must have the value of true",
        "{'NULL':'no'}      | Null attribute value types must have the value of true",
        "{'SS':[]}          | An string set  may not be empty",
        "{'NS':[]}          | An number set  may not be empty",
        "{'BS':[]}          | Binary sets should not be empty",
        "{'SS':['b','a','b']} | Input collection [b, a, b] contains duplicates.",
        "{'BS':['Yg==','Yg==']} | Input collection [Yg==, Yg==]of type BS contains duplicates.",
      })
  void remembersInvalidValues(String value, String message) {
    assertProblem(value, INVALID + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'N':''}         | The parameter cannot be converted to a numeric value",
        "{'S':'a','N':''} | The parameter cannot be converted to a numeric value",
        "{'N':'b'}        | The parameter cannot be converted to a numeric value: b",
        "{'N':' 1'}       | The parameter cannot be converted to a numeric value:  1",
        "{'N':'NaN'}      | The parameter cannot be converted to a numeric value: NaN",
        "{'NS':['1','']}  | The parameter cannot be converted to a numeric value",
        "{'NS':['1','b','1']} | The parameter cannot be converted to a numeric value: b",
        "{'NS':['1','1.0']} | Input collection contains duplicates",
        "{'N':'123456789012345678901234567890123456789'} "
            + "| Attempting to store more than 38 significant digits in a Number",
        "{'N':'1e126'}    | Number overflow. Attempting to store a number with magnitude larger"
            + " than supported range",
        "{'N':'-1e-131'}  | Number underflow. Attempting to store a number with magnitude smaller"
            + " than supported range",
      })
  void remembersInvalidNumbers(String value, String message) {
    assertProblem(value, message);
  }

  @Test
  void remembersTheFirstProblemAndItsAttribute() {
    AttributeMap map =
        Api.item(quoted("{'a':{'S':'x'},'b':{'L':[{'N':'x'}]},'c':{},'d':{'NULL':false}}"));

    assertThat(map.problem()).isEqualTo("The parameter cannot be converted to a numeric value: x");
    assertThat(map.problemName()).isEqualTo("b");
  }

  @Test
  void wrapsProblemsOfExpressionValues() {
    AttributeMap bad = values("{':a':{'S':'x'},':b':{'N':'x'}}");
    AttributeMap nullFalse = values("{':b':{'NULL':false}}");
    AttributeMap good = values("{':b':{'NULL':true}}");

    assertThat(bad.problemInExpressionValues())
        .isEqualTo(
            "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to"
                + " a numeric value: x for key :b");
    assertThat(nullFalse.problemInExpressionValues())
        .isEqualTo(INVALID + "Null attribute value types must have the value of true");
    assertThat(good.problemInExpressionValues()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"M, 31, true", "M, 32, false", "L, 31, true", "L, 32, false", "M, 150, false"})
  void allowsThirtyTwoLevels(String type, int wraps, boolean valid) {
    String open = type.equals("M") ? "{'M':{'a':" : "{'L':[";
    String close = type.equals("M") ? "}}" : "]}";

    AttributeMap map =
        Api.item(quoted("{'a':" + open.repeat(wraps) + "{'S':'x'}" + close.repeat(wraps) + "}"));

    assertThat(map.problem()).isEqualTo(valid ? null : NESTING);
  }

  @Test
  void forgetsTheProblemsOfTheRequestBefore() {
    RequestReader reader = new RequestReader();
    Api.read(reader, "PutItem", quoted("{'Item':{'a':{}}}"));

    Structure put = Api.read(reader, "PutItem", quoted("{'Item':{'a':{'S':'x'}}}"));

    AttributeMap item = Objects.requireNonNull(put.attributes("Item"));
    assertThat(item.problem()).isNull();
    assertThat(Api.json(item)).isEqualTo(quoted("{'a':{'S':'x'}}"));
  }

  @Test
  void takesTheLastOfAnAttributeGivenTwice() {
    AttributeMap map =
        Api.item(
            quoted(
                "{'a':{'S':'1'},'b':{'S':'2'},'a':{'L':[{'S':'3'}]},'c':{'M':{'x':{'S':'4'},"
                    + "'x':{'S':'5'}}},'a':{'S':'6'}}"));

    assertThat(map.count()).isEqualTo(3);
    assertThat(Api.json(map))
        .isEqualTo(quoted("{'b':{'S':'2'},'c':{'M':{'x':{'S':'5'}}},'a':{'S':'6'}}"));
  }

  @Test
  void takesTheLastOfADatatypeGivenTwice() {
    AttributeMap map =
        Api.item(quoted("{'a':{'S':'1','S':'2'},'b':{'N':'x','N':'3'},'c':{'S':'y','S':null}}"));

    assertThat(map.problem()).isEqualTo(EMPTY);
    assertThat(map.problemName()).isEqualTo("c");
    assertThat(Api.json(Api.item(quoted("{'a':{'S':'1','S':'2'},'b':{'N':'x','N':'3'}}"))))
        .isEqualTo(quoted("{'a':{'S':'2'},'b':{'N':'3'}}"));
  }

  @Test
  void keepsEachNameOnceWhateverTheNumberOfAttributes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(90);
      int names = 1 + random.nextInt(100);
      StringBuilder json = new StringBuilder("{");
      TreeMap<String, String> expected = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        String name = "n".repeat(random.nextInt(3)) + random.nextInt(names);
        json.append(i == 0 ? "" : ",").append("'" + name + "':{'N':'" + i + "'}");
        expected.put(name, "{'N':'" + i + "'}");
      }

      AttributeMap map = Api.item(quoted(json.append("}").toString()));

      assertThat(map.count()).as("seed %d", seed).isEqualTo(expected.size());
      String written = Api.json(map);
      for (var entry : expected.entrySet()) {
        assertThat(written)
            .as("seed %d", seed)
            .containsOnlyOnce(quoted("'" + entry.getKey() + "':"))
            .contains(quoted("'" + entry.getKey() + "':" + entry.getValue()));
      }
    }
  }

  @Test
  void readsEscapesAndSurrogates() {
    AttributeMap map =
        Api.item(
            "{\"a\\u0062\":{\"S\":\"\\u00e4\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001é😀\"}}");

    assertThat(Api.json(map))
        .isEqualTo("{\"ab\":{\"S\":\"ä😀\\\"\\\\/\\b\\f\\n\\r\\t\\u0001é😀\"}}");
  }

  @Test
  void replacesSurrogatesWithoutPartner() {
    AttributeMap map = Api.item("{\"a\":{\"S\":\"x\\ud83dy\\ude00\"}}");

    assertThat(Api.json(map)).isEqualTo("{\"a\":{\"S\":\"x?y?\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'':{'S':'a'}}", "{'m':{'M':{'':{'S':'a'}}}}"})
  void refusesAttributesWithoutAName(String json) {
    assertThat(Api.item(quoted(json)).problem()).isEqualTo("Empty attribute name");
  }

  @Test
  void keepsTheNamesOfAllAttributesWhereOneIsNotValid() {
    AttributeMap map = Api.item(quoted("{'a':{'S':'a'},'b':{},'c':{'M':{'d':{'S':'a'}}}}"));

    assertThat(map.names()).containsExactly("a", "b", "c");
    assertThat(map.problemName()).isEqualTo("b");
  }

  @Test
  void takesEmptyStringsAndBinariesAndMaps() {
    String json =
        quoted(
            "{'a':{'S':''},'b':{'B':''},'m':{'M':{}},'l':{'L':[]},'s':{'SS':['']},'t':{'BS':['']}}");

    AttributeMap map = Api.item(json);

    assertThat(map.problem()).isNull();
    assertThat(Api.json(map)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3000, 70_000, 300_000})
  void takesBinariesThatGrowFromOneToTheNext(int length) {
    String text = Base64.getEncoder().encodeToString(new byte[length]);
    String json = quoted("{'a':{'B':'AA=='},'b':{'B':'" + text + "'},'c':{'BS':['" + text + "']}}");

    assertThat(Api.json(Api.item(json))).isEqualTo(json);
  }

  @Test
  void writesNumbersAsPlainDecimals() {
    AttributeMap map =
        Api.item(quoted("{'a':{'N':'-0'},'b':{'N':'+1e2'},'c':{'NS':['1e-3','.5']}}"));

    assertThat(Api.json(map))
        .isEqualTo(quoted("{'a':{'N':'0'},'b':{'N':'100'},'c':{'NS':['0.001','0.5']}}"));
  }

  @Test
  void keepsSlicesOfOneRequestApart() {
    Structure update =
        Api.read(
            "UpdateItem",
            quoted(
                "{'Key':{'a':{'S':'k'}},'ExpressionAttributeValues':{':v':{'S':'"
                    + "v".repeat(100_000)
                    + "'}},'Expected':{'x':{'Value':{'N':'7'}}}}"));

    assertThat(Api.json(Objects.requireNonNull(update.attributes("Key"))))
        .isEqualTo(quoted("{'a':{'S':'k'}}"));
    assertThat(Api.json(Objects.requireNonNull(update.attributes("ExpressionAttributeValues"))))
        .hasSize(100_000 + quoted("{':v':{'S':''}}").length());
  }

  private static AttributeMap values(String json) {
    Structure scan = Api.read("Scan", quoted("{'ExpressionAttributeValues':" + json + "}"));
    return Objects.requireNonNull(scan.attributes("ExpressionAttributeValues"));
  }

  private static void assertProblem(String value, String message) {
    assertThat(Api.item(quoted("{'a':" + value + "}")).problem()).isEqualTo(message);
    assertThat(Api.item(quoted("{'b':{'L':[{'M':{'a':" + value + "}}]}}")).problem())
        .isEqualTo(message);
  }
}
