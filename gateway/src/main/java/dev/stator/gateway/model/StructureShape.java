package dev.stator.gateway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A structure: members in the order in which their faults are told. */
public final class StructureShape implements Shape {
  private final String name;
  private final List<Member> members;
  private final Member[] byIndex;
  // Open addressing by the hash a String keeps, at most half full: a look-up touches no other
  // object.
  private final short[] slots;

  /** A structure of our own, whose members are not required. */
  public static StructureShape of(String name, Map<String, Shape> members) {
    List<Member> all = new ArrayList<>();
    members.forEach(
        (member, shape) ->
            all.add(new Member(member, Member.pathOf(member), shape, false, false, null)));
    return new StructureShape(name, all);
  }

  StructureShape(String name, List<Member> members) {
    this.name = name;
    this.members = List.copyOf(members);
    byIndex = members.toArray(Member[]::new);
    slots = new short[Integer.highestOneBit(Math.max(1, byIndex.length)) << 2];
    for (short index = 0; index < byIndex.length; index++) {
      int slot = slotOf(byIndex[index].name());
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = (short) (index + 1);
    }
  }

  @Override
  public String name() {
    return name;
  }

  public List<Member> members() {
    return members;
  }

  public Member member(int index) {
    return byIndex[index];
  }

  public int count() {
    return byIndex.length;
  }

  /** The index of a member, -1 when there is none of that name. */
  public int indexOf(String memberName) {
    int slot = slotOf(memberName);
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (byIndex[index].name().equals(memberName)) {
        return index;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  private int slotOf(String memberName) {
    int hash = memberName.hashCode();
    return (hash ^ (hash >>> 15)) & (slots.length - 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
