import { suite } from '../suite.ts';
import { lab } from './lab.ts';

suite(lab);
