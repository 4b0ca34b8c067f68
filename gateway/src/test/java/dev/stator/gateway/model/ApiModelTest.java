package dev.stator.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiModelTest {
  private static final ApiModel MODEL = ApiModel.load();

  @Test
  void hasAllOperationsOfTheService() {
    assertThat(MODEL.operations()).hasSize(58 + 4);
    assertThat(MODEL.operation("PutItem")).isNotNull();
    assertThat(MODEL.operation("putItem")).isNull();
  }

  @Test
  void findsEveryMemberByItsName() {
    for (Operation operation : MODEL.operations()) {
      for (StructureShape shape : List.of(operation.input(), operation.output())) {
        for (int i = 0; i < shape.count(); i++) {
          assertThat(shape.indexOf(shape.member(i).name())).isEqualTo(i);
        }
        assertThat(shape.indexOf("")).isEqualTo(-1);
        assertThat(shape.indexOf("Nothing")).isEqualTo(-1);
      }
    }
  }

  @Test
  void knowsTheShapesOfMembers() {
    StructureShape put = input("PutItem");

    assertThat(member(put, "Item").required()).isTrue();
    assertThat(member(put, "Item").shape())
        .isInstanceOfSatisfying(MapShape.class, map -> assertThat(map.isAttributes()).isTrue());
    assertThat(member(put, "ReturnValues").path()).isEqualTo("returnValues");
    assertThat(member(put, "ReturnValues").shape())
        .isInstanceOfSatisfying(
            StringShape.class,
            values ->
                assertThat(values.values())
                    .containsExactly("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"));
  }

  @Test
  void givesTheLimitsOfTheService() {
    StructureShape create = input("CreateTable");

    assertThat(member(create, "TableName").shape())
        .isEqualTo(new TableNameShape("TableArn", 3, TableNameShape.Absence.PARAMETER_REQUIRED));
    assertThat(member(create, "KeySchema").shape())
        .isInstanceOfSatisfying(
            ListShape.class, list -> assertThat(list.length()).isEqualTo(new Range(1, 2)));
    assertThat(member(input("Scan"), "TotalSegments").shape())
        .isEqualTo(new IntegerShape("ScanTotalSegments", new Range(1, 1_000_000)));
  }

  @Test
  void everyDifferenceNamesSomethingOfTheModel() {
    assertThat(ServiceDifferences.names())
        .allSatisfy(name -> assertThat(allNames()).contains(name));
  }

  @Test
  void whatIsMissingInTheModelIsAdded() {
    StructureShape export = input("ExportTableToPointInTime");

    assertThat(export.members().stream().map(Member::name))
        .contains("FilterSpecification")
        .doesNotHaveDuplicates();
    StructureShape query = input("Query");
    StructureShape filter =
        (StructureShape) export.member(export.indexOf("FilterSpecification")).shape();
    assertThat(filter.members())
        .hasSize(5)
        .allSatisfy(
            member ->
                assertThat(member.shape())
                    .isEqualTo(query.member(query.indexOf(member.name())).shape()));
  }

  private static List<String> allNames() {
    return SmithyReader.read(Service.DATABASE).values().stream()
        .flatMap(
            shape ->
                Stream.concat(
                    Stream.of(shape.name),
                    shape.members.stream().map(member -> shape.name + "." + member.name)))
        .toList();
  }

  private static StructureShape input(String operation) {
    return Objects.requireNonNull(MODEL.operation(operation)).input();
  }

  private static Member member(StructureShape shape, String name) {
    return shape.member(shape.indexOf(name));
  }
}
