package io.spanweir.demo.shop;

/** What the card network says now and then. */
final class CardDeclinedException extends Exception {
  CardDeclinedException() {
    super("card declined");
  }
}
