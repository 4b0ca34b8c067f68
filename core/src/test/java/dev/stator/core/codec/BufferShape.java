package dev.stator.core.codec;

import java.nio.ByteBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The buffers values are written to. */
enum BufferShape {
  FIXED_HEAP,
  FIXED_DIRECT,
  EXPANDABLE_ARRAY,
  EXPANDABLE_DIRECT;

  /** A buffer for this many bytes; the expandable ones begin far too small. */
  MutableDirectBuffer create(int bytes) {
    return switch (this) {
      case FIXED_HEAP -> new UnsafeBuffer(new byte[bytes]);
      case FIXED_DIRECT -> new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
      case EXPANDABLE_ARRAY -> new ExpandableArrayBuffer(1);
      case EXPANDABLE_DIRECT -> new ExpandableDirectByteBuffer(1);
    };
  }
}
