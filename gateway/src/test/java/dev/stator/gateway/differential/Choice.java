package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random decisions in the words of generators. */
public final class Choice {
  private final Random random;

  public Choice(long seed) {
    random = new Random(seed);
  }

  /** Whether something that happens this often out of a hundred times happens now. */
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A number from 0 to below the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  @SafeVarargs
  public final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  public <T> T from(List<? extends T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** This many different elements, or all if there are less, in random order. */
  <T> List<T> some(int count, List<T> all) {
    List<T> rest = new ArrayList<>(all);
    List<T> chosen = new ArrayList<>();
    while (chosen.size() < count && !rest.isEmpty()) {
      chosen.add(rest.remove(random.nextInt(rest.size())));
    }
    return chosen;
  }
}
