package dev.stator.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncomingBodiesTest {
  private final IncomingBodies bodies = new IncomingBodies();
  private final List<Body> late = new ArrayList<>();

  @Test
  void tellsTheOldestThatTheyAreLate() {
    Body first = begin(10);
    Body second = begin(20);
    begin(30);

    assertThat(bodies.expire(9)).isZero();
    assertThat(bodies.expire(20)).isEqualTo(2);
    assertThat(late).containsExactly(first, second);
    assertThat(bodies.expire(20)).isZero();
  }

  @Test
  void forgetsThoseThatHaveArrivedWhereverTheyStand() {
    Body first = begin(1);
    Body second = begin(2);
    Body third = begin(3);
    Body fourth = begin(4);

    bodies.remove(second);
    bodies.remove(first);
    bodies.remove(fourth);
    bodies.remove(fourth);

    assertThat(bodies.expire(100)).isEqualTo(1);
    assertThat(late).containsExactly(third);
  }

  @Test
  void letsALateOneSayThatItHasArrived() {
    Body body =
        new Body() {
          @Override
          protected void onLate() {
            super.onLate();
            bodies.remove(this);
          }
        };
    bodies.add(body, 1);
    Body next = begin(1);

    bodies.expire(1);

    assertThat(late).containsExactly(body, next);
  }

  private Body begin(long nowMs) {
    Body body = new Body();
    bodies.add(body, nowMs);
    return body;
  }

  private class Body extends IncomingBody {
    @Override
    protected void onLate() {
      late.add(this);
    }
  }
}
