package dev.stator.core.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Families of keys that are hard on a tree of pages. */
enum KeyShape {
  HASHED {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return bytes(random, 8 + random.nextInt(30));
    }
  },
  ALL_IN_ONE_HASH {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return text("hash....partition key" + "%05d".formatted(random.nextInt(100_000)));
    }
  },
  FEW_HASHES {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      byte[] sort = bytes(random, 6);
      return ByteBuffer.allocate(14)
          .putLong(random.nextInt(5) * 0x3333333333333333L)
          .put(sort)
          .array();
    }
  },
  ASCENDING {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return text("hash...." + "%012d".formatted(number));
    }
  },
  DESCENDING {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return text("hash...." + "%012d".formatted(Integer.MAX_VALUE - number));
    }
  },
  PREFIXES_OF_EACH_OTHER {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      byte[] key = new byte[1 + random.nextInt(maxLength)];
      key[key.length - 1] = (byte) random.nextInt(2);
      return key;
    }
  },
  TINY {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return bytes(random, 1 + random.nextInt(2));
    }
  },
  LONGEST {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      byte[] key = new byte[maxLength - random.nextInt(2)];
      ByteBuffer.wrap(key).putInt(key.length - 4, random.nextInt());
      return key;
    }
  },
  SHORT_AND_LONG {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      return bytes(random, random.nextInt(10) == 0 ? maxLength : 1 + random.nextInt(20));
    }
  },
  HIGH_BYTES_AND_ZEROS {
    @Override
    byte[] key(Random random, int number, int maxLength) {
      byte[] key = new byte[1 + random.nextInt(12)];
      for (int i = 0; i < key.length; i++) {
        key[i] = (byte) -random.nextInt(2);
      }
      return key;
    }
  };

  /** A key of 1 to {@code maxLength} bytes, the {@code number}th that is asked for. */
  abstract byte[] key(Random random, int number, int maxLength);

  private static byte[] bytes(Random random, int length) {
    byte[] key = new byte[length];
    random.nextBytes(key);
    return key;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
