package dev.stator.gateway.model;

/** The type of a member, with the constraints that hold for every value of it. */
public sealed interface Shape
    permits AttributeValueShape,
        BlobShape,
        BooleanShape,
        DoubleShape,
        IntegerShape,
        ListShape,
        LongShape,
        MapShape,
        StringShape,
        StructureShape,
        TableNameShape,
        TimestampShape {

  /** The shape's name in the model, without namespace. */
  String name();
}
