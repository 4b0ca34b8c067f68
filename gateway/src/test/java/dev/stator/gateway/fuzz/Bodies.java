package dev.stator.gateway.fuzz;

import java.util.List;
import java.util.Map;

/** A valid body for each operation, rich in members. */
final class Bodies {
  private static final String ITEM =
      "{'pk':{'S':'a'},'sk':{'N':'1.5'},'b':{'B':'AAE='},'t':{'BOOL':true},'z':{'NULL':true},"
          + "'m':{'M':{'x':{'L':[{'S':'é'},{'N':'-1e-3'}]}}},'ss':{'SS':['a','b']},"
          + "'ns':{'NS':['1','2']},'bs':{'BS':['AA==','AQ==']}}";
  private static final String KEY = "{'pk':{'S':'a'},'sk':{'N':'1.5'}}";
  private static final String CONDITION =
      "'ConditionExpression':'#a = :v AND attribute_exists(m.x[0]) OR size(b) < :n',"
          + "'ExpressionAttributeNames':{'#a':'a'},"
          + "'ExpressionAttributeValues':{':v':{'S':'a'},':n':{'N':'3'}}";
  private static final String COMMON = "'TableName':'fuzz','ReturnConsumedCapacity':'INDEXES'";

  static final String CREATION =
      quoted(
          "{'TableName':'fuzz','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},"
              + "{'AttributeName':'sk','AttributeType':'N'}],'KeySchema':["
              + "{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}],"
              + "'BillingMode':'PAY_PER_REQUEST','GlobalSecondaryIndexes':[{'IndexName':'inv',"
              + "'KeySchema':[{'AttributeName':'sk','KeyType':'HASH'}],"
              + "'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':['a']}}]}");

  /** By operation. */
  static final Map<String, List<String>> ALL =
      Map.ofEntries(
          of("PutItem", "{" + COMMON + ",'Item':" + ITEM + "," + CONDITION + "}"),
          of(
              "GetItem",
              "{" + COMMON + ",'Key':" + KEY + ",'ProjectionExpression':'a,m.x[1]'}",
              "{" + COMMON + ",'Key':" + KEY + ",'AttributesToGet':['a','m']}"),
          of(
              "UpdateItem",
              "{"
                  + COMMON
                  + ",'Key':"
                  + KEY
                  + ",'UpdateExpression':'SET a = if_not_exists(a, :v), n = :n + :n REMOVE m.x[0]',"
                  + CONDITION
                  + "}",
              "{"
                  + COMMON
                  + ",'Key':"
                  + KEY
                  + ",'AttributeUpdates':{'a':{'Action':'ADD','Value':{'N':'1'}}},"
                  + "'Expected':{'q':{'Exists':false},'r':{'ComparisonOperator':'IN',"
                  + "'AttributeValueList':[{'S':'a'},{'S':'b'}]}},'ConditionalOperator':'OR'}"),
          of("DeleteItem", "{" + COMMON + ",'Key':" + KEY + "," + CONDITION + "}"),
          of(
              "Query",
              "{"
                  + COMMON
                  + ",'KeyConditionExpression':'pk = :v AND sk BETWEEN :n AND :n',"
                  + "'FilterExpression':'contains(a, :v)','Limit':5,'ScanIndexForward':false,"
                  + "'ExclusiveStartKey':"
                  + KEY
                  + ",'ExpressionAttributeValues':{':v':{'S':'a'},':n':{'N':'1.5'}}}",
              "{"
                  + COMMON
                  + ",'IndexName':'inv','KeyConditions':{'sk':{'ComparisonOperator':'EQ',"
                  + "'AttributeValueList':[{'N':'1'}]}},'Select':'COUNT'}"),
          of(
              "Scan",
              "{"
                  + COMMON
                  + ",'Segment':1,'TotalSegments':3,'Limit':10,"
                  + "'ScanFilter':{'a':{'ComparisonOperator':'NOT_NULL'}}}"),
          of(
              "BatchGetItem",
              "{'RequestItems':{'fuzz':{'Keys':[" + KEY + "],'ConsistentRead':true}}}"),
          of(
              "BatchWriteItem",
              "{'RequestItems':{'fuzz':[{'PutRequest':{'Item':"
                  + ITEM
                  + "}},{'DeleteRequest':{'Key':{'pk':{'S':'b'},'sk':{'N':'2'}}}}]}}"),
          Map.entry("CreateTable", List.of(CREATION.replace("\"fuzz\"", "\"fuzz2\""))),
          of("DescribeTable", "{'TableName':'fuzz'}"),
          of("ListTables", "{'Limit':3,'ExclusiveStartTableName':'a'}"),
          of("UpdateTable", "{'TableName':'fuzz3','BillingMode':'PAY_PER_REQUEST'}"));

  private Bodies() {}

  private static Map.Entry<String, List<String>> of(String operation, String... bodies) {
    return Map.entry(operation, java.util.Arrays.stream(bodies).map(Bodies::quoted).toList());
  }

  /** Single quotes read better in Java. */
  private static String quoted(String json) {
    return json.replace('\'', '"');
  }
}
