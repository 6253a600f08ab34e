package io.spanweir.demo.shop;

/** What happens to a request. */
public enum Story {
  PLAIN("all well"),
  SLOW_DATABASE("slow database"),
  CARD_DECLINED("card declined");

  private static final int CYCLE = 8;

  private final String text;

  Story(String text) {
    this.text = text;
  }

  /** The story of a request by its number, from 1: the third of eight is slow, the sixth fails. */
  public static Story of(long number) {
    return switch ((int) (number % CYCLE)) {
      case 3 -> SLOW_DATABASE;
      case 6 -> CARD_DECLINED;
      default -> PLAIN;
    };
  }

  /** In two words. */
  public String text() {
    return text;
  }
}
