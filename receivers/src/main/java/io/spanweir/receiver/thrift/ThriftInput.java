package io.spanweir.receiver.thrift;

import io.spanweir.core.otlp.MalformedException;

/**
 * Steps over a value of Thrift, whichever protocol it is written in: what knows the structs is
 * written once. Types are the constants of {@link ThriftReader}, also where a protocol has other
 * numbers for them.
 *
 * <p>A struct is read by {@link #enter} and then {@link #field} until that says there is none left;
 * each field either by the method of its type or by {@link #skip()}. Every size is held against the
 * bytes that are left. Reusable; not thread safe. After an exception only {@link #reset} makes
 * sense.
 */
public interface ThriftInput {
  /**
   * Reads {@code bytes[from, to)} from now on: a struct that begins there, or a list, whatever
   * stands around it.
   */
  ThriftInput reset(byte[] bytes, int from, int to);

  byte[] bytes();

  /** Where the next byte is. */
  int position();

  /** How many bytes are left. */
  int left();

  /** What the field at hand is. */
  int type();

  /** Number of the field at hand. */
  int id();

  /** Whether the field at hand is this one, of this type. */
  boolean is(int id, int type);

  /** What the elements of the list entered last are. */
  int elementType();

  /** Where the text read last begins. */
  int from();

  /** Where the text read last ends. */
  int to();

  /** Enters a struct: its fields come next. */
  void enter() throws MalformedException;

  /** Whether the struct has one more field, whose value is then the next; leaves it if not. */
  boolean field() throws MalformedException;

  /**
   * Enters a list or set; its elements come next, and it need not be left.
   *
   * @return how many there are: no more than could be in the bytes that are left
   */
  int list() throws MalformedException;

  /** Steps over a text or bytes, and notes where they are. */
  void binary() throws MalformedException;

  boolean bool() throws MalformedException;

  byte i8() throws MalformedException;

  short i16() throws MalformedException;

  int i32() throws MalformedException;

  long i64() throws MalformedException;

  double float64() throws MalformedException;

  /** Steps over the value of the field at hand. */
  void skip() throws MalformedException;

  /** Steps over a value of this type. */
  void skip(int type) throws MalformedException;

  /** Wrong at the byte that is the next. */
  MalformedException malformed(String problem);
}
